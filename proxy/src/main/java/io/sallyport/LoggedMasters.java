package io.sallyport;

import io.sallyport.store.redis.ClaimQuota;
import io.sallyport.store.redis.MasterWatch;
import io.sallyport.store.redis.Vitals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes to the log when a Redis may drop claims, is too old, or fills up; each once, and when it
 * is over.
 */
final class LoggedMasters implements MasterWatch.Heard, ClaimQuota.Heard {
  private static final Logger LOG = LoggerFactory.getLogger(LoggedMasters.class);
  private static final int MIB_SHIFT = 20;

  @Override
  public void unfit(Vitals master) {
    about(LOG.atError(), master)
        .addKeyValue("remedy", master.misfit())
        .log(
            master.isFit()
                ? "this Redis is too old: nothing is granted there"
                : "this Redis may drop claims: nothing is granted there");
  }

  @Override
  public void fitAgain(Vitals master) {
    about(LOG.atInfo(), master)
        .log("this Redis is of use again: it drops no claims, and is not too old");
  }

  @Override
  public void fills(Vitals master) {
    about(LOG.atWarn(), master)
        .addKeyValue("used_mib", master.usedBytes() >> MIB_SHIFT)
        .addKeyValue("maxmemory_mib", master.maxBytes() >> MIB_SHIFT)
        .addKeyValue("claims_left", master.claimsLeft())
        .log("the memory of this Redis fills up: when it is full, new events wait");
  }

  @Override
  public void hasRoom(Vitals master) {
    about(LOG.atInfo(), master).log("this Redis has room again");
  }

  @Override
  public void full(String integration, long claims, long most) {
    LOG.atWarn()
        .addKeyValue("integration", integration)
        .addKeyValue("claims", claims)
        .addKeyValue("most", most)
        .log("an integration has as many claims on Redis as one may: its new events are refused");
  }

  @Override
  public void hasRoom(String integration) {
    LOG.atInfo().addKeyValue("integration", integration).log("it has room for claims again");
  }

  @Override
  public void unknown(Throwable cause) {
    LOG.atInfo()
        .addKeyValue("why", cause.getMessage())
        .log("claims on Redis cannot be counted: no integration is refused for having many");
  }

  private static LoggingEventBuilder about(LoggingEventBuilder line, Vitals master) {
    return line.addKeyValue("redis", master.address()).addKeyValue("policy", master.policy());
  }
}
