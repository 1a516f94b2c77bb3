export interface Bottle {
	name: string
	year: number
}
