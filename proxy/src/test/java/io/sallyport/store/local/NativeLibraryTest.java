package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.RocksDB;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What of the native library goes into the jar, and where it is unpacked. */
class NativeLibraryTest {
  private static final Path RECIPE = Path.of("pom.xml");

  @TempDir Path folder;

  @Test
  void putsIntoTheJarWhatItLooksForThere() throws Exception {
    List<String> libraries = included("org.rocksdb:rocksdbjni");
    libraries.remove("org/rocksdb/**");

    assertThat(libraries).containsExactlyInAnyOrderElementsOf(NativeLibrary.SHIPPED.keySet());
    for (String name : libraries) {
      assertThat(RocksDB.class.getClassLoader().getResource(name)).as(name).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "librocksdbjni-linux64-musl.so",
        "librocksdbjni-linux-riscv64.so",
        "librocksdbjni-win64.dll",
      })
  void namesTheMachinesThatItIsFor(String name) {
    assertThatThrownBy(() -> NativeLibrary.shipped(name))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the store's index has no native library for this machine (%s), only for"
                + " Linux on aarch64 (glibc), Linux on x86_64 (glibc), macOS on arm64,"
                + " macOS on x86_64: run it on one of these, in a container for instance"
                + " (docker/Dockerfile)",
            name);
  }

  @Test
  void unpacksTheLibraryThatItNames() throws Exception {
    NativeLibrary.load(folder);

    var version = RocksDB.rocksdbVersion();
    assertThat(version.getMajor() + "." + version.getMinor() + "." + version.getPatch())
        .isEqualTo(NativeLibrary.VERSION);
  }

  /** What the recipe of the jar takes of a dependency. */
  private static List<String> included(String dependency) throws Exception {
    NodeList filters;
    try (var in = Files.newInputStream(RECIPE)) {
      filters =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(in)
              .getElementsByTagName("filter");
    }
    List<String> included = new ArrayList<>();
    for (int i = 0; i < filters.getLength(); i++) {
      Element filter = (Element) filters.item(i);
      if (texts(filter, "artifact").contains(dependency)) {
        included.addAll(texts(filter, "include"));
      }
    }
    return included;
  }

  private static List<String> texts(Element within, String name) {
    NodeList found = within.getElementsByTagName(name);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      texts.add(found.item(i).getTextContent().strip());
    }
    return texts;
  }
}
