#!/usr/bin/env bash
# OpenJDK's first compiler (C1) and AES-GCM, by the `java` on the PATH, 17 or later, on a processor with AES instructions.
#
# Guess: the intrinsics for AES and GHASH belong to the JVM, as those for CRC32C do, so both compilers use them. Without C2
# (`-XX:TieredStopAtLevel=1`, a usual setting for programs that live for a minute) encryption is somewhat slower.
#
# Behaviour: only what C2 compiles uses the processor's instructions. With C1 alone encryption takes more than twenty times as
# long, for ever, although `UseAES` and `UseAESIntrinsics` say true: a broker that speaks TLS is busy with little else. C2 for the
# packages of cryptography alone, by compiler directives that keep it from all others, is enough.
#
# Seen, on a busy machine, as ms of processor time per MB that is encrypted, once warm; with OpenJDK 17.0.15 and Temurin 25.0.3:
#   both compilers: 1.12                0.59
#   C1 alone, UseAES true: 26.53        26.93
#   C2 for cryptography alone: 1.15     1.03
#
# Exits 1 if that has changed: if C1 alone takes less than ten times what both take, or the directives more than three times.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Aes.java <<'JAVA'
import java.lang.management.ManagementFactory;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

public class Aes {
  public static void main(String[] args) throws Exception {
    var key = new SecretKeySpec(new byte[32], "AES");
    var threads = ManagementFactory.getThreadMXBean();
    byte[] data = new byte[13_000], nonce = new byte[12];
    int round = 2_000;
    double best = Double.MAX_VALUE;
    for (int n = 0; n < 5; n++) {
      long before = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < round; i++) {
        nonce[0] = (byte) i;
        nonce[1] = (byte) (i >> 8);
        nonce[2] = (byte) n;
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
        cipher.doFinal(data);
      }
      best = Math.min(best, (threads.getCurrentThreadCpuTime() - before) / 1e6 / (round * 13_000 / 1e6));
    }
    System.out.printf(java.util.Locale.ROOT, "%.2f%n", best);
  }
}
JAVA
cat >directives.json <<'JSON'
[
  { "match": ["com/sun/crypto/provider/*.*", "javax/crypto/*.*"], "c2": { "Exclude": false } },
  { "match": "*.*", "c2": { "Exclude": true } }
]
JSON
java -version 2>&1 | head -1
javac Aes.java
both=$(java Aes)
first=$(java -XX:TieredStopAtLevel=1 -XX:+UseAES Aes)
aes=$(java -XX:TieredStopAtLevel=1 -XX:+PrintFlagsFinal -version 2>/dev/null | awk '$2 == "UseAES" { print $4 }')
apart=$(java -XX:+UnlockDiagnosticVMOptions -XX:CompilerDirectivesFile=directives.json Aes | tail -1)
echo "both compilers: $both"
echo "C1 alone, UseAES $aes: $first"
echo "C2 for cryptography alone: $apart"
awk -v both="$both" -v first="$first" -v apart="$apart" 'BEGIN { exit !(first > 10 * both && apart < 3 * both) }'
