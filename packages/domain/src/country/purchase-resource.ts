/** What a customer can be permitted to purchase; Partner Center's self-serve policies know nothing else. */
export type PurchaseResource = 'AzureReservedInstances' | 'AzureSavingsPlan'
