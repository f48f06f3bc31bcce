// How Svelte is compiled: runes everywhere.
export default { compilerOptions: { runes: true } };
