export type Session = { token: string }
