export enum Table {
	User = 'staff',
	Order = 'orders',
}

export enum Shift {
	Early = 'early',
	Late = 'late',
	Night = 'night',
}

export const enum Grade {
	A = 'a',
	B = 'b',
}
