/** Tailwind 4 is configured in app/globals.css; this only runs it. */
export default { plugins: { "@tailwindcss/postcss": {} } };
