type Secrets<Name extends string> = Record<Name, string>;

export async function loadSecrets<Name extends string>(names: Name[]): Promise<Secrets<Name>> {
  const response = await fetch(`${process.env.VAULT_URL}/v1/secrets`, {
    method: "POST",
    headers: { Authorization: `Bearer ${process.env.VAULT_TOKEN}` },
    body: JSON.stringify({ names }),
  });
  if (!response.ok) {
    throw new Error(`The vault answered ${response.status}`);
  }
  return (await response.json()) as Secrets<Name>;
}
