import {
  passesCodiceFiscale,
  passesCpf,
  passesDni,
  passesElevenTest,
  passesLuhn,
  passesNir,
  passesPesel,
  passesSteuerId,
  passesVerhoeff,
} from "../checksums.ts";
import { standsAlone, type Report } from "./finding.ts";

// Two expressions, because one that may begin with a letter or a digit is several times as slow.
/** US, Brazil (CPF), Sweden (personnummer), India (Aadhaar), France (NIR), Spain (DNI). */
const digitsFirst =
  /(?<![A-Za-z\d])(?:\d{3}-\d{2}-\d{4}|\d{3}\.\d{3}\.\d{3}-\d{2}|(?:19|20)?\d{6}[-+]\d{4}|[2-9]\d{3} \d{4} \d{4}|[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}|\d{8}-?[A-Z])/g;
/** Spain (NIE), UK (NINO), Italy (codice fiscale). */
const lettersFirst =
  /(?<![A-Za-z\d])(?:[XYZ]-?\d{7}-?[A-Z]|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]|[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z])/g;
/** Names under which bare digits are one: US and Canada, Germany, Poland, the Netherlands. */
const named =
  /(?:[Ss]ocial[ _-]?(?:[Ss]ec|[Ii]ns)|SSN|ssn|Ssn|[Ss]teuer|PESEL|[Pp]esel|BSN|bsn)[A-Za-z_ .-]{0,24}["']?\s{0,3}[:=#]?\s{0,3}["']?(\d[\d -]{7,13}\d)(?!\d)/g;

/** Numbers that states give people, told by their form and check digits, or by check digits under their name. */
export function findNationalIds(text: string, report: Report): void {
  for (const shape of [digitsFirst, lettersFirst]) {
    shape.lastIndex = 0;
    for (let match = shape.exec(text); match; match = shape.exec(text)) {
      const end = match.index + match[0].length;
      if (standsAlone(text, match.index, end) && isOne(match[0])) report(match.index, end);
    }
  }
  named.lastIndex = 0;
  for (let match = named.exec(text); match; match = named.exec(text)) {
    const [whole, digits = ""] = match;
    const end = match.index + whole.length;
    if (isNamedOne(digits.replaceAll(/[ -]/g, ""))) report(end - digits.length, end);
  }
}

function isOne(shape: string): boolean {
  const plain = shape.replaceAll(/[ .+-]/g, "");
  if (/^\d{3}-\d{2}-\d{4}$/.test(shape)) return isSocialSecurity(plain);
  if (/^[\d.]+-\d{2}$/.test(shape)) return passesCpf(plain);
  if (/^\d+[-+]\d{4}$/.test(shape)) return isPersonnummer(plain.slice(-10));
  if (/^\d{12}$/.test(plain)) return passesVerhoeff(plain);
  if (/^\d[\dAB]{14}$/.test(plain)) return passesNir(plain);
  if (/^[XYZ\d]\d{7}[A-Z]$/.test(plain)) return passesDni(plain);
  if (plain.length === 16) return passesCodiceFiscale(plain);
  return !/^(?:BG|GB|NK|KN|TN|NT|ZZ)/.test(plain);
}

/** Areas, groups and serials that are never given (SSA, since 2011). */
function isSocialSecurity(digits: string): boolean {
  return !/^(?:000|666|9)/.test(digits) && digits.slice(3, 5) !== "00" && !digits.endsWith("0000");
}

function isPersonnummer(digits: string): boolean {
  const [month, day] = [Number(digits.slice(2, 4)), Number(digits.slice(4, 6)) % 60];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && passesLuhn(digits);
}

function isNamedOne(digits: string): boolean {
  if (digits.length === 9) return isSocialSecurity(digits) || passesElevenTest(digits) || passesLuhn(digits);
  return digits.length === 11 && (passesSteuerId(digits) || passesPesel(digits));
}
