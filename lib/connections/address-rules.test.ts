import { describe, expect, test } from "vitest";
import { addressRules } from "./address-rules.ts";

function problem(url: string, allow: string[] = []): string | null {
  return addressRules(allow).problemWithHost(new URL(url).hostname);
}

describe("an upstream's address", () => {
  test.each([
    "http://169.254.169.254/latest/meta-data",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://[::ffff:169.254.169.254]/",
    "http://2852039166/",
    "http://0xA9FEA9FE/",
    "http://0251.0376.0251.0376/",
    "http://0/",
    "http://[::]/",
    "http://224.0.0.1/",
    "http://[ff02::1]/",
    "http://METADATA.google.internal./",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
  ])("%s is refused whatever is allowed", (url) => {
    const everything = ["0.0.0.0/0", "::/0", "metadata.google.internal", "169.254.169.254"];
    expect(problem(url, everything)).toMatch(/no upstream may/);
  });

  test.each([
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://017700000001/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://localhost/",
    "http://api.localhost./",
    "http://10.1.2.3/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://[fd12:3456::1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:7f00:1::]/",
  ])("%s is private, and refused unless it is allowed", (url) => {
    expect(problem(url)).toContain("UPSTREAM_ALLOW_PRIVATE");
    expect(problem(url, ["0.0.0.0/0", "::/0"])).toBeNull();
  });

  test.each(["https://api.datadoghq.com/", "http://8.8.8.8/", "http://[2606:4700::1111]/", "http://172.32.0.1/"])(
    "%s is public",
    (url) => expect(problem(url)).toBeNull(),
  );

  test("a name is allowed for itself only, and never to a metadata service", () => {
    const rules = addressRules(["billing.corp.example", "10.9.0.0/16"]);
    expect(rules.problemWithAddress("10.1.1.1", "Billing.corp.example.")).toBeNull();
    expect(rules.problemWithAddress("10.1.1.1", "other.corp.example")).toContain("10.1.1.1");
    expect(rules.problemWithAddress("10.9.1.1", "other.corp.example")).toBeNull();
    expect(rules.problemWithAddress("169.254.169.254", "billing.corp.example")).not.toBeNull();
    expect(rules.problemWithAddress("::ffff:a9fe:a9fe", "billing.corp.example")).not.toBeNull();
  });

  test.each(["10.0.0.0/33", "10.0.0/8", "10.0.0.0/x", "10.0.0.0/", "10.0.0.0/8/8"])(
    "the range %s is a mistake, not a hole",
    (range) => {
      expect(() => addressRules([range])).toThrow(RangeError);
    },
  );
});
