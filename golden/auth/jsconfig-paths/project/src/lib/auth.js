export const APP_NAME = 'Orchard';

/** A session at the till ends with the shift. */
export const sessionFields = {
	kiosk: { type: 'boolean', required: false, defaultValue: false },
};
