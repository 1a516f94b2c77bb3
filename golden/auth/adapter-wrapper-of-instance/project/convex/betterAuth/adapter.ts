import { createApi } from '@convex-dev/better-auth'
import type { GenericCtx } from '@convex-dev/better-auth'
import type { DataModel } from '../_generated/dataModel'
import { createAuth } from '../auth'
import schema from './schema'

const getOptions = (ctx: GenericCtx<DataModel>) => createAuth(ctx).options

export const {
	create,
	findOne,
	findMany,
	updateOne,
	updateMany,
	deleteOne,
	deleteMany,
} = createApi(schema, getOptions)
