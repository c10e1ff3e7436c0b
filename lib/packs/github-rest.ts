import type { HttpMethod } from "#lib/policies/schemas.ts";
import type { z } from "zod";
import type { Pack, PackExample } from "./schemas.ts";

const approvalS = 900;
/** Below the base address, also where that ends before `/api/v3` (GitHub Enterprise) or `/api/v1` (Gitea, Forgejo). */
const repository = "^(/api/v[0-9]+)?/repos/[^/]+/[^/]+";
/** What people do all day and can take back: issues, comments, labels, reviews, pull requests, checks. */
const daily = [
  "issues(/[0-9]+(/(comments|labels|assignees|reactions))?)?",
  "issues/comments/[0-9]+(/reactions)?",
  "labels",
  "pulls(/[0-9]+(/(comments|reviews|requested_reviewers|update-branch))?)?",
  "pulls/[0-9]+/comments/[0-9]+/replies",
  "pulls/[0-9]+/reviews/[0-9]+/events",
  "commits/[^/]+/comments",
  "statuses/[0-9a-f]+",
  "check-(runs|suites)(/[0-9]+(/rerequest)?)?",
];
const isDaily = `http.path.matches("${repository}/(${daily.join("|")})$")`;

/** GitHub's REST API and those made after it. */
export const githubRest: Pack = {
  id: "github-rest",
  version: 1,
  title: "GitHub-like REST",
  summary:
    "GitHub's REST API and its likes: reads pass, daily work on issues and pull requests passes, merging, deleting, settings and secrets wait for a person.",
  kind: "http",
  notes: [
    "Keys and tokens in what is read, such as files and logs of workflows, are masked by their form.",
    "GraphQL is held, because one address does everything; write rules on http.body where agents need it.",
    "Pushing with git does not pass through this API.",
  ],
  rules: ({ connections, approvers }) => [
    {
      id: "github-rest-reads",
      match: { connections, methods: ["GET", "HEAD"] },
      effect: "allow",
      mask: [{ where: "response", detect: ["github-token", "private-key", "aws-key", "npm-token"], with: "token" }],
    },
    {
      id: "github-rest-daily-work",
      match: { connections, methods: ["POST", "PATCH", "PUT"] },
      when: isDaily,
      effect: "allow",
    },
    {
      id: "github-rest-other-changes",
      match: { connections, methods: ["POST", "PATCH", "PUT"] },
      when: `!${isDaily}`,
      effect: "hold",
      message: "This changes code, settings or access, so a person looks at it first.",
      approval: { groups: approvers, expiresInS: approvalS },
    },
    {
      id: "github-rest-deletes",
      match: { connections, methods: ["DELETE"] },
      effect: "hold",
      message: "This deletes something.",
      approval: { groups: approvers, expiresInS: approvalS },
    },
  ],
  examples: () =>
    examples.map(([group, method, path]) => ({ group, name: `${method} ${path}`, call: call(method, path) })),
};

type Method = z.infer<typeof HttpMethod>;

const examples: readonly [group: string, method: Method, path: string][] = [
  ["Reading", "GET", "/user"],
  ["Reading", "GET", "/repos/{owner}/{repo}/contents/{path}"],
  ["Reading", "GET", "/repos/{owner}/{repo}/actions/jobs/{job_id}/logs"],
  ["Reading", "GET", "/search/code"],
  ["Issues", "POST", "/repos/{owner}/{repo}/issues"],
  ["Issues", "PATCH", "/repos/{owner}/{repo}/issues/{number}"],
  ["Issues", "POST", "/repos/{owner}/{repo}/issues/{number}/comments"],
  ["Issues", "POST", "/repos/{owner}/{repo}/issues/{number}/labels"],
  ["Issues", "PUT", "/repos/{owner}/{repo}/issues/{number}/lock"],
  ["Issues", "DELETE", "/repos/{owner}/{repo}/issues/comments/{id}"],
  ["Pull requests", "POST", "/repos/{owner}/{repo}/pulls"],
  ["Pull requests", "PATCH", "/repos/{owner}/{repo}/pulls/{number}"],
  ["Pull requests", "POST", "/repos/{owner}/{repo}/pulls/{number}/reviews"],
  ["Pull requests", "PUT", "/repos/{owner}/{repo}/pulls/{number}/merge"],
  ["Checks", "POST", "/repos/{owner}/{repo}/statuses/{sha}"],
  ["Checks", "POST", "/repos/{owner}/{repo}/check-runs"],
  ["Code", "PUT", "/repos/{owner}/{repo}/contents/{path}"],
  ["Code", "POST", "/repos/{owner}/{repo}/git/refs"],
  ["Code", "DELETE", "/repos/{owner}/{repo}/git/refs/{ref}"],
  ["Code", "POST", "/repos/{owner}/{repo}/merges"],
  ["Releases and workflows", "POST", "/repos/{owner}/{repo}/releases"],
  ["Releases and workflows", "POST", "/repos/{owner}/{repo}/actions/workflows/{id}/dispatches"],
  ["Releases and workflows", "POST", "/repos/{owner}/{repo}/deployments"],
  ["Settings and access", "PATCH", "/repos/{owner}/{repo}"],
  ["Settings and access", "POST", "/repos/{owner}/{repo}/hooks"],
  ["Settings and access", "POST", "/repos/{owner}/{repo}/keys"],
  ["Settings and access", "PUT", "/repos/{owner}/{repo}/collaborators/{username}"],
  ["Settings and access", "PUT", "/repos/{owner}/{repo}/branches/{branch}/protection"],
  ["Settings and access", "PUT", "/repos/{owner}/{repo}/actions/secrets/{name}"],
  ["Settings and access", "POST", "/repos/{owner}/{repo}/transfer"],
  ["Settings and access", "DELETE", "/repos/{owner}/{repo}"],
  ["Settings and access", "POST", "/orgs/{org}/invitations"],
  ["Everything else", "POST", "/graphql"],
];

function call(method: Method, template: string): PackExample["call"] {
  return { method, path: template.replaceAll("{sha}", "0a1b2c").replaceAll(/\{[^}]*\}/g, "1") };
}
