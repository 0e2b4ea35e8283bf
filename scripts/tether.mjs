// Preloaded into a process that must not outlive its starter. When the starter is killed outright, its end
// of the channel closes, and the process is asked to stop as if the starter had done it.
process.once("disconnect", () => {
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.exit(1), 10_000).unref();
});
process.channel?.unref();
