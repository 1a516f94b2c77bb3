export const BRAND = { name: "Lantern", color: "#f4b400" };

export const TABLES = {
	user: "people",
	session: "logins",
	secondFactor: "second_factors",
} as const;
