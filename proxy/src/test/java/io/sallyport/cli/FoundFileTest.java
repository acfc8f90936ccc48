package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.security.auth.module.UnixSystem;
import io.sallyport.cli.FoundFile.Owned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName(
    "a configuration that nobody has named is believed only where nobody else can have put it")
class FoundFileTest {
  private static final long SELF = 1000;
  private static final Owned OWN = new Owned(SELF, "ada", false);
  private static final Owned ROOTS = new Owned(0, "root", false);
  private static final Owned OTHERS = new Owned(1001, "mallory", false);
  private static final Owned FOR_ALL = new Owned(SELF, "ada", true);

  @TempDir private Path temporary;
  private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    folder = Files.createDirectory(temporary.toRealPath().resolve("conf"));
    file = Files.writeString(folder.resolve("sallyport.yaml"), "data: data\n");
  }

  private boolean isBelieved(Owned ofFolder, Owned ofFile) {
    Map<Path, Owned> owners = Map.of(folder, ofFolder, file, ofFile);
    return new FoundFile(SELF, owners::get).doubt(file).isEmpty();
  }

  @Test
  void itIsOnesOwnOrRootsInAFolderThatIs() {
    assertThat(isBelieved(OWN, OWN)).isTrue();
    assertThat(isBelieved(ROOTS, OWN)).isTrue();
    assertThat(isBelieved(OWN, ROOTS)).isTrue();
    assertThat(isBelieved(OWN, OTHERS)).isFalse();
    assertThat(isBelieved(OTHERS, OWN)).isFalse();
    assertThat(isBelieved(OWN, FOR_ALL)).isFalse();
    assertThat(isBelieved(FOR_ALL, OWN)).isFalse();
  }

  @Test
  void theFileItsOwnerAndTheRemedyAreNamed() {
    assertThat(new FoundFile(SELF, Map.of(folder, OWN, file, OTHERS)::get).doubt(file))
        .hasValueSatisfying(
            it ->
                assertThat(it)
                    .contains(
                        file + " belongs to mallory",
                        "--config " + file,
                        "SALLYPORT_CONFIG",
                        "--server"));
  }

  /** Else a link in a folder for all chooses among one's own files. */
  @Test
  void aLinkCountsLikeWhatItLeadsTo() throws IOException {
    Path linked = Files.createSymbolicLink(temporary.toRealPath().resolve("linked"), folder);
    Path through = linked.resolve("sallyport.yaml");
    Map<Path, Owned> owners = Map.of(linked, OTHERS, through, OWN, folder, OWN, file, OWN);

    assertThat(new FoundFile(SELF, owners::get).doubt(through)).isPresent();
    assertThat(FoundFile.doubtOf(through)).isEmpty();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(FoundFile.doubtOf(through)).isPresent();
  }

  @Test
  void theDiskSaysWhoseItIs() throws IOException {
    assertThat(FoundFile.onDisk(file).user()).isEqualTo(new UnixSystem().getUid());
    assertThat(FoundFile.doubtOf(file)).isEmpty();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(FoundFile.doubtOf(file))
        .hasValueSatisfying(it -> assertThat(it).contains("can be written by all"));
  }
}
