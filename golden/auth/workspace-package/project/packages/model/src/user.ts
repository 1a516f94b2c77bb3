export const userFields = {
	favourite: { type: 'string', required: false },
	tastings: { type: 'number', required: true, defaultValue: 0, input: false },
} as const
