/** The guide to providers, which errors refer to. */
export const PROVIDERS_GUIDE = 'https://github.com/infonce/infonce/blob/main/docs/providers.md'
