/** A call as people write it down, to begin from. */
export const exampleCall = `connection: everything
tool: echo
agent: deploy-bot
caller:
  email: sam@example.com
  groups: [engineering]
args:
  message: hello
`;
