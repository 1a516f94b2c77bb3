export const localeFields = {
  locale: { type: 'string', required: true, defaultValue: 'en' },
  timezone: { type: 'string', required: false },
} as const
