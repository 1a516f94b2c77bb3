import type { SecondaryStorage } from 'better-auth'

const base = process.env.REDIS_REST_URL
const headers = { Authorization: `Bearer ${process.env.REDIS_REST_TOKEN}` }

export const redis: SecondaryStorage = {
  async get(key) {
    const response = await fetch(`${base}/get/${encodeURIComponent(key)}`, { headers })
    const { result } = await response.json()
    return result ?? null
  },
  async set(key, value, ttl) {
    const end = ttl ? `?EX=${ttl}` : ''
    await fetch(`${base}/set/${encodeURIComponent(key)}${end}`, { method: 'POST', headers, body: value })
  },
  async delete(key) {
    await fetch(`${base}/del/${encodeURIComponent(key)}`, { headers })
  },
}
