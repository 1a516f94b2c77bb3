/** A variable of the deployment, or nothing. */
export const env = (name: string): string | undefined => process.env[name]

/** A variable of the deployment, which must be there. */
export function must(name: string): string {
  const value = env(name)
  if (value === undefined || value === "") {
    throw new Error(`${name} is not set: npx convex env set ${name} ...`)
  }
  return value
}
