/**
 * What stages say of a webhook: findings, reasons, verdicts. Plain values; nothing here decides.
 */
@NullMarked
package io.sallyport.verdict;

import org.jspecify.annotations.NullMarked;
