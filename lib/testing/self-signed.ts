import { generateKeyPairSync, sign } from "node:crypto";

const ecdsaWithSha256 = "06082a8648ce3d040302";
const commonName = "0603550403";
const subjectAltName = "0603551d11";
const basicConstraints = "0603551d13";

/** A key and a certificate for localhost and 127.0.0.1 that signs itself, good for two days; PEM. */
export function selfSigned(): { key: string; certificate: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(bytes(ecdsaWithSha256));
  const name = sequence(der(0x31, sequence(bytes(commonName), der(0x0c, Buffer.from("localhost")))));
  const validity = sequence(time(-1), time(1));
  const names = sequence(der(0x82, Buffer.from("localhost")), der(0x87, Buffer.of(127, 0, 0, 1)));
  const extensions = sequence(
    sequence(bytes(subjectAltName), der(0x04, names)),
    sequence(bytes(basicConstraints), der(0x01, Buffer.of(0xff)), der(0x04, sequence(der(0x01, Buffer.of(0xff))))),
  );
  const toSign = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.of(1)),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, extensions),
  );
  const signature = sign("sha256", toSign, privateKey);
  const certificate = sequence(toSign, algorithm, der(0x03, Buffer.of(0), signature));
  const lines = certificate.toString("base64").replaceAll(/.{64}/g, "$&\n");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

function time(days: number): Buffer {
  const stamp = new Date(Date.now() + days * 86_400_000).toISOString().replaceAll(/\.\d{3}|[-:T]/g, "");
  return der(0x17, Buffer.from(stamp.slice(2)));
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts);
}

/** Tag, length, value (X.690). */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

function bytes(hex: string): Buffer {
  return Buffer.from(hex, "hex");
}
