package io.sallyport.cli.doctor;

import io.sallyport.admin.AdminKey;
import io.sallyport.seal.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The data folder: who may read it, what it lies on, the keys in it. */
public record DataCheckup(Path folder, boolean masterKeyConfigured, DiskLook disk) {
  private static final long FREE_BYTES_LEAST = 100L << 20;
  private static final long FREE_BYTES_GOOD = 1L << 30;
  private static final Set<String> FORGETTING = Set.of("overlay", "overlayfs", "tmpfs", "ramfs");
  private static final Set<String> REMOTE = Set.of("nfs", "nfs4", "cifs", "smb3", "fuse.sshfs");

  /** Looks. */
  public List<Diagnosis> examine() {
    List<Diagnosis> found = new ArrayList<>();
    try {
      found.add(access());
      found.addAll(fileSystem());
      found.add(adminKey());
      found.add(masterKey());
    } catch (IOException e) {
      found.add(
          Diagnosis.fail(
              "data", folder + " cannot be looked at: " + e.getMessage(), "check its owner"));
    }
    return found;
  }

  private Diagnosis access() throws IOException {
    if (!Files.exists(folder)) {
      return parent().filter(Files::isWritable).isPresent()
          ? Diagnosis.ok("data", folder + " will be made by the first start")
          : Diagnosis.fail(
              "data",
              folder + " is not there and cannot be made",
              "mkdir -m 700 " + folder + ", owned by whoever runs the server");
    }
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      return Diagnosis.fail(
          "data",
          folder + " cannot be written",
          "chown it to whoever runs the server; set another by data: or SALLYPORT_DATA");
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(folder);
    return mode.contains(PosixFilePermission.OTHERS_WRITE)
        ? Diagnosis.fail(
            "data",
            "anybody may write into " + folder + " (" + PosixFilePermissions.toString(mode) + ")",
            "chmod 700 " + folder)
        : Diagnosis.ok("data", folder.toString());
  }

  private List<Diagnosis> fileSystem() throws IOException {
    Optional<Path> there = Files.exists(folder) ? Optional.of(folder) : parent();
    if (there.isEmpty()) {
      return List.of();
    }
    List<Diagnosis> found = new ArrayList<>();
    String type = disk.typeOf(there.get());
    if (FORGETTING.contains(type)) {
      found.add(
          Diagnosis.warn(
              "disk",
              folder + " lies on " + type + ": what is kept there goes with the container",
              "mount a volume there"));
    } else if (REMOTE.contains(type)) {
      found.add(
          Diagnosis.warn(
              "disk", folder + " lies on " + type + ", across the network", "use a local disk"));
    }
    long free = disk.freeBytesOf(there.get());
    if (free < FREE_BYTES_GOOD) {
      String sentence = (free >> 20) + " MiB are free under " + folder;
      found.add(
          free < FREE_BYTES_LEAST
              ? Diagnosis.fail("disk", sentence, "make room")
              : Diagnosis.warn("disk", sentence, "make room"));
    }
    return found.isEmpty() ? List.of(Diagnosis.ok("disk", type)) : found;
  }

  private Diagnosis adminKey() {
    Path file = folder.resolve(AdminKey.FILE);
    if (!Files.exists(file)) {
      return Diagnosis.ok("admin key", file + " will be made by the first start");
    }
    try {
      AdminKey.read(file);
      return Diagnosis.ok("admin key", file + ", readable by its owner alone");
    } catch (IOException e) {
      return Diagnosis.fail("admin key", String.valueOf(e.getMessage()), "chmod 600 " + file);
    }
  }

  private Diagnosis masterKey() {
    return masterKeyConfigured
        ? Diagnosis.ok("master key", "configured")
        : Diagnosis.warn(
            "master key",
            "none is configured, so "
                + folder.resolve(MasterKey.FILE_NAME)
                + " is made: whoever has the folder has what is sealed in it, and without that file"
                + " it stays sealed",
            "keep it apart: master-key: \"${file:/run/secrets/sallyport}\"; or back it up");
  }

  private Optional<Path> parent() {
    return Optional.ofNullable(folder.toAbsolutePath().getParent());
  }
}
