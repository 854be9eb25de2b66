import tseslint from 'typescript-eslint';

const readsWallTime = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: "Time is the database's: use Clock (kernel/clock).",
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "Time is the database's: use Clock (kernel/clock).",
  },
  {
    selector: "MemberExpression[object.name='Temporal'][property.name='Now']",
    message: "Time is the database's: use Clock (kernel/clock).",
  },
  {
    selector: 'Literal[value=/\\bcurrent_timestamp\\b|(?<!clock_)(?<!\\w)now\\(\\)/i]',
    message: 'Use clock_timestamp(): now() is as old as the wait for the lock.',
  },
  {
    selector: 'TemplateElement[value.raw=/\\bcurrent_timestamp\\b|(?<!clock_)(?<!\\w)now\\(\\)/i]',
    message: 'Use clock_timestamp(): now() is as old as the wait for the lock.',
  },
];

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      '.data/**',
      'coverage/**',
      'src/platform/query/grammar.js',
      'test/sdk/**',
      '.cache/**',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowEmpty: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // DTO classes document shapes; answers are object literals of those shapes.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/kernel/clock/**', 'src/**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', ...readsWallTime] },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/platform/config/**', 'src/launcher/**', 'src/**/*.spec.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings come from TenantConfig (platform/config).' },
      ],
      'no-restricted-imports': [
        'error',
        { name: 'node:process', importNames: ['env'], message: 'Settings come from TenantConfig (platform/config).' },
      ],
    },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/unbound-method': 'off',
      // Tests reach into answers that they are about to assert.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
