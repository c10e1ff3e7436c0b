// Loaded into every process the supervisor starts. Its channel closes when the supervisor goes, however it went.
const graceMs = 5_000;

function leave() {
  setTimeout(() => process.kill(process.pid, "SIGKILL"), graceMs).unref();
  process.kill(process.pid, "SIGTERM");
}

if (process.send) {
  if (process.connected) process.once("disconnect", leave);
  else leave();
}
