import { defineSchema } from 'convex/server'
import generated from './generatedSchema'

const { user, ...others } = generated.tables

export default defineSchema({ user: user.index('by_image', ['image']), ...others })
