export const fields = {
	total: { type: 'number', required: true },
} as const;
