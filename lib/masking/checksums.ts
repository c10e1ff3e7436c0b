/** Whether decimal `digits` end in their Luhn check digit (ISO/IEC 7812-1, annex B). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Whether an IBAN without spaces has the right check digits (ISO 13616, mod 97-10). */
export function passesMod97(iban: string): boolean {
  let remainder = 0;
  for (let index = 0; index < iban.length; index++) {
    const code = iban.charCodeAt((index + 4) % iban.length);
    const value = code >= 65 ? code - 55 : code - 48;
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/** Aadhaar: Verhoeff's scheme, over the dihedral group of order ten. */
export function passesVerhoeff(digits: string): boolean {
  let check = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    check = multiply(check, permute(digit, index % 8));
  }
  return check === 0;
}

/** Product in the group of the rotations (0 to 4) and reflections (5 to 9) of a pentagon. */
function multiply(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b - 5) % 5);
  return b < 5 ? 5 + ((a - 5 - b + 5) % 5) : (a - b + 5) % 5;
}

const permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

function permute(digit: number, times: number): number {
  let permuted = digit;
  for (let time = 0; time < times; time++) permuted = permutation[permuted] ?? 0;
  return permuted;
}

/** CPF: two digits, each weighed over those before it. */
export function passesCpf(digits: string): boolean {
  if (/^(\d)\1*$/.test(digits)) return false;
  return [9, 10].every((length) => {
    const rest = (weighed(digits.slice(0, length), (index) => length + 1 - index) * 10) % 11;
    return rest % 10 === Number(digits[length]);
  });
}

/** DNI and NIE: a letter by the remainder of 23. */
export function passesDni(id: string): boolean {
  const digits = id.slice(0, -1).replace(/^[XYZ]/, (letter) => String("XYZ".indexOf(letter)));
  return "TRWAGMYFPDXBNJZSQVHLCKE"[Number(digits) % 23] === id.at(-1);
}

/** NIR: a key of 97, Corsica's departments counted as 19 and 18. */
export function passesNir(id: string): boolean {
  const digits = id.replace("2A", "19").replace("2B", "18");
  return 97 - (Number(digits.slice(0, 13)) % 97) === Number(digits.slice(13));
}

const oddValues = "BAFHJNPRTVCESULDGIMOQKWZYX";

/** Codice fiscale: a letter by the sum of what each character counts at an odd and at an even place. */
export function passesCodiceFiscale(id: string): boolean {
  let sum = 0;
  for (let index = 0; index < 15; index++) {
    const code = id.charCodeAt(index);
    const value = code >= 65 ? code - 65 : code - 48;
    sum += index % 2 === 1 ? value : oddValues.charCodeAt(value) - 65;
  }
  return String.fromCharCode(65 + (sum % 26)) === id[15];
}

/** BSN: weights 9 to 2, the last digit taken away. */
export function passesElevenTest(digits: string): boolean {
  const sum = weighed(digits.slice(0, 8), (index) => 9 - index) - Number(digits[8]);
  return sum > 0 && sum % 11 === 0;
}

export function passesPesel(digits: string): boolean {
  const weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];
  return (10 - (weighed(digits.slice(0, 10), (index) => weights[index] ?? 0) % 10)) % 10 === Number(digits[10]);
}

/** Steuer-ID: ISO/IEC 7064, MOD 11,10. */
export function passesSteuerId(digits: string): boolean {
  let product = 10;
  for (let index = 0; index < 10; index++) {
    const sum = (Number(digits[index]) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return !digits.startsWith("0") && (11 - product) % 10 === Number(digits[10]);
}

function weighed(digits: string, weight: (index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) sum += (digits.charCodeAt(index) - 48) * weight(index);
  return sum;
}
