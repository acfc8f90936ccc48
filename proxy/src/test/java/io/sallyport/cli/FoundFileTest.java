package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.security.auth.module.UnixSystem;
import io.sallyport.cli.FoundFile.Owned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName(
    "a configuration that nobody has named is believed only where nobody else can have put it")
class FoundFileTest {
  private static final long SELF = 1000;
  private static final Owned OWN = new Owned(SELF, "ada", false, false);
  private static final Owned ROOTS = new Owned(0, "root", false, false);
  private static final Owned OTHERS = new Owned(1001, "mallory", false, false);
  private static final Owned FOR_ALL = new Owned(SELF, "ada", true, false);
  private static final Owned FOR_ALL_AND_STICKY = new Owned(0, "root", true, true);

  @TempDir private Path temporary;
  private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    folder = Files.createDirectory(temporary.toRealPath().resolve("conf"));
    file = Files.writeString(folder.resolve("sallyport.yaml"), "data: data\n");
  }

  private boolean isBelieved(Owned ofFolder, Owned ofFile) {
    return doubt(Map.of(folder, ofFolder, file, ofFile), file).isEmpty();
  }

  /** What is not said is root's. */
  private static Optional<String> doubt(Map<Path, Owned> owners, Path of) {
    return new FoundFile(SELF, path -> owners.getOrDefault(path, ROOTS)).doubt(of);
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

  /** Who may write to a folder above moves another folder of that name there, in time. */
  @Test
  void eachFolderAboveIsOnesOwnOrRoots() throws IOException {
    Path above = temporary.toRealPath().getParent();

    assertThat(doubt(Map.of(above, OTHERS), file)).get().asString().contains(above + " belongs to");
    assertThat(doubt(Map.of(above, FOR_ALL), file)).isPresent();
    assertThat(doubt(Map.of(above, FOR_ALL_AND_STICKY), file)).as("as /tmp").isEmpty();
    assertThat(doubt(Map.of(folder, FOR_ALL_AND_STICKY), file)).as("its own").isPresent();
    assertThat(doubt(Map.of(folder.getRoot(), OTHERS), file)).isPresent();
  }

  @Test
  void theDiskSaysWhetherAFolderIsSticky() throws IOException {
    assertThat(FoundFile.onDisk(folder).isSticky()).isFalse();
    Files.setAttribute(folder, "unix:mode", 01777);
    assertThat(FoundFile.onDisk(folder).isSticky()).isTrue();
    assertThat(FoundFile.onDisk(folder).isWritableForAll()).isTrue();
  }

  @Test
  void theFileItsOwnerAndTheRemedyAreNamed() {
    assertThat(doubt(Map.of(folder, OWN, file, OTHERS), file))
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

    assertThat(doubt(owners, through)).isPresent();
    assertThat(FoundFile.ofThisUser().doubt(through)).isEmpty();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(FoundFile.ofThisUser().doubt(through)).isPresent();
  }

  @Test
  void theDiskSaysWhoseItIs() throws IOException {
    assertThat(FoundFile.onDisk(file).user()).isEqualTo(new UnixSystem().getUid());
    assertThat(FoundFile.ofThisUser().doubt(file)).isEmpty();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(FoundFile.ofThisUser().doubt(file))
        .hasValueSatisfying(it -> assertThat(it).contains("can be written by all"));
  }
}
