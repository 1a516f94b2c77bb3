export enum Table {
	Us`'night',
}

export const enum Grade {
	A = 'a',
	B = 'b',
}
