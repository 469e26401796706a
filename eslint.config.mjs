// Lint rules: the strict type-checked set, and the few habits of the codebase that a rule can hold.
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'bench/peers/.venv/', 'src/engine/wasm/assembly/', '**/*.mjs'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // tfjs returns unranked tensors almost everywhere: an assertion of the rank reads better than a type argument that infers it.
      '@typescript-eslint/no-unnecessary-type-assertion': ['error', { typesToIgnore: ['Tensor1D', 'Tensor2D', 'Tensor3D', 'tf.Tensor1D', 'tf.Tensor2D', 'tf.Tensor3D'] }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      eqeqeq: 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of string literals: numbers in messages renumber.' },
      ],
    },
  },
);
