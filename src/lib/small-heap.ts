import {setFlagsFromString} from 'node:v8'

/**
 * Tells V8 to collect garbage early rather than to grow. A long list is read and written page by page, and what it needs
 * at any moment is small; left alone, V8 lets what is no longer needed pile up to twice the memory of a short list.
 */
export const keepHeapSmall = () => setFlagsFromString('--optimize-for-size')
