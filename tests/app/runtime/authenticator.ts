// Owns a passkey in software: a key pair, its registration without attestation, and what it signs (WebAuthn, ES256).

const encoder = new TextEncoder();
type Bytes = Uint8Array<ArrayBuffer>;

export type Passkey = { id: string; keys: CryptoKeyPair };

/** A new passkey, and the browser's answer to the options of a registration. */
export async function register(options: any, origin: string) {
  const keys = (await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
    "verify",
  ])) as CryptoKeyPair;
  const jwk = await crypto.subtle.exportKey("jwk", keys.publicKey);
  const id = crypto.getRandomValues(new Uint8Array(16));
  const publicKey = cborMap([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, unbase64(jwk.x!)],
    [-3, unbase64(jwk.y!)],
  ]);
  const credential = joined(new Uint8Array(16), new Uint8Array([0, id.length]), id, publicKey);
  const data = joined(await authenticatorData(options.rp.id, 0x45), credential);
  const passkey: Passkey = { id: base64(id), keys };
  const response = {
    id: passkey.id,
    rawId: passkey.id,
    type: "public-key",
    clientExtensionResults: {},
    response: {
      clientDataJSON: base64(clientData("webauthn.create", options.challenge, origin)),
      attestationObject: base64(
        cborMap([
          ["fmt", "none"],
          ["attStmt", {}],
          ["authData", data],
        ]),
      ),
      transports: ["internal"],
    },
  };
  return { passkey, response };
}

/** The browser's answer to the options of a sign-in. */
export async function sign(options: any, origin: string, { id, keys }: Passkey) {
  const data = await authenticatorData(options.rpId, 0x05);
  const client = clientData("webauthn.get", options.challenge, origin);
  const signed = joined(data, await digest(client));
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys.privateKey, signed);
  return {
    id,
    rawId: id,
    type: "public-key",
    clientExtensionResults: {},
    response: {
      clientDataJSON: base64(client),
      authenticatorData: base64(data),
      signature: base64(der(new Uint8Array(signature))),
    },
  };
}

function clientData(type: string, challenge: string, origin: string): Bytes {
  return encoder.encode(JSON.stringify({ type, challenge, origin, crossOrigin: false })) as Bytes;
}

// The relying party's hash, the flags, and a counter that stays at zero.
async function authenticatorData(rpId: string, flags: number): Promise<Bytes> {
  return joined(await digest(encoder.encode(rpId) as Bytes), new Uint8Array([flags, 0, 0, 0, 0]));
}

async function digest(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

// Web crypto gives the two numbers side by side, WebAuthn wants them as an ASN.1 sequence.
function der(signature: Bytes): Bytes {
  const number = (half: Bytes) => {
    const start = half.findIndex((byte) => byte !== 0);
    const trimmed = half.slice(start);
    const body = trimmed[0] & 0x80 ? joined(new Uint8Array([0]), trimmed) : trimmed;
    return joined(new Uint8Array([2, body.length]), body);
  };
  const body = joined(number(signature.slice(0, 32)), number(signature.slice(32)));
  return joined(new Uint8Array([0x30, body.length]), body);
}

function cborMap(entries: [unknown, unknown][]): Bytes {
  return joined(new Uint8Array([0xa0 | entries.length]), ...entries.flatMap((entry) => entry.map(cbor)));
}

function cbor(value: unknown): Bytes {
  if (typeof value === "number") return cborHead(value < 0 ? 1 : 0, value < 0 ? -1 - value : value);
  if (typeof value === "string") return joined(cborHead(3, value.length), encoder.encode(value) as Bytes);
  if (value instanceof Uint8Array) return joined(cborHead(2, value.length), value as Bytes);
  return cborMap(Object.entries(value as object));
}

function cborHead(kind: number, size: number): Bytes {
  if (size < 24) return new Uint8Array([(kind << 5) | size]);
  if (size < 256) return new Uint8Array([(kind << 5) | 24, size]);
  return new Uint8Array([(kind << 5) | 25, size >> 8, size & 255]);
}

function joined(...parts: Bytes[]): Bytes {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

function base64(bytes: Bytes): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function unbase64(text: string): Bytes {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
