package io.sallyport.cli;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.observe.Printable;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;

/**
 * What an answer, or that there is none, says of what was asked. Of an order it is told as done
 * only where the API's own words say so, and as refused only where surely nothing was done; all
 * between is {@link Uncertain}.
 */
final class AdminAnswer {
  private static final int SENTENCE_CHARS_MAX = 500;
  private static final int NO_CONTENT = 204;

  /** Whatever else is 5xx may come from a server, or from what stands before it, that has heard. */
  private static final Set<Integer> SURELY_NOT_DONE = Set.of(501, 503, 505);

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private AdminAnswer() {}

  /** The object that it is. */
  static JsonNode json(HttpResponse<byte[]> response) throws Refused, Unreachable {
    requireDone(response);
    try {
      JsonNode answer = JSON.readTree(response.body());
      if (answer.isObject()) {
        return answer;
      }
    } catch (IOException e) {
      throw foreign(response);
    }
    throw foreign(response);
  }

  /** Of a deletion: any other 2xx is of somebody else. */
  static void requireNoContent(HttpResponse<byte[]> response) throws Refused, Unreachable {
    requireDone(response);
    if (response.statusCode() != NO_CONTENT) {
      throw foreign(response);
    }
  }

  private static void requireDone(HttpResponse<byte[]> response) throws Refused, Uncertain {
    int status = response.statusCode();
    if (status < 300) {
      return;
    }
    String why = problem(status, response.body());
    if (isOrder(response.request()) && status >= 500 && !SURELY_NOT_DONE.contains(status)) {
      throw new Uncertain(why, true);
    }
    throw new Refused(why);
  }

  /** Whoever has given it did something, or nothing: it is no word of this API. */
  private static Unreachable foreign(HttpResponse<byte[]> response) {
    return unanswered(
        response.request(),
        address(response.request())
            + " answered "
            + response.statusCode()
            + " in words that are not the API's; is that the admin address?");
  }

  /** An order may have been heard. */
  static Unreachable unanswered(HttpRequest request, String why) {
    return isOrder(request) ? new Uncertain(why, false) : new Unreachable(why);
  }

  private static boolean isOrder(HttpRequest request) {
    return !request.method().equals("GET");
  }

  /** What was asked. */
  static String address(HttpRequest request) {
    return request.uri().getScheme() + "://" + request.uri().getAuthority();
  }

  /**
   * Why it was no 2xx.
   *
   * @param body problem+json, or anything; what of it is told moves no cursor
   */
  static String problem(int status, byte[] body) {
    String plain =
        "the server answered " + status + (status < 400 ? "; no key goes where it points" : "");
    try {
      JsonNode problem = JSON.readTree(body);
      String detail = problem.path("detail").asText(problem.path("title").asText(""));
      return detail.isEmpty() ? plain : Printable.of(detail, SENTENCE_CHARS_MAX);
    } catch (IOException e) {
      return plain;
    }
  }
}
