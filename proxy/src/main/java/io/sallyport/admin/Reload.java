package io.sallyport.admin;

import java.time.Instant;

/**
 * The last time that something in the folder of policies had changed.
 *
 * @param successful whether everything in it was in force then as it stood
 */
public record Reload(Instant at, boolean successful) {}
