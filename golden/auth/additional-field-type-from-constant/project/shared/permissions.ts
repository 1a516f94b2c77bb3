export const PERMISSIONS = ["viewer", "editor", "publisher"] as const
export type Permission = (typeof PERMISSIONS)[number]

export const THEMES: ("light" | "dark")[] = ["light", "dark"]
