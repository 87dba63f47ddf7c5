import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * java Verify.java client, or: java Verify.java server CERT KEY. Reads lines of port, host and file with roots, connects to each
 * and speaks TLS as the client, or as the server that demands a client certificate. Prints "ok" or "no REASON" a line.
 */
public class Verify {
    static KeyManager[] keys;

    public static void main(String[] args) throws Exception {
        if (args[0].equals("server")) {
            keys = keys(args[1], args[2]);
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] f = line.split("\t");
            System.out.println(dial(Integer.parseInt(f[0]), f[1], f[2]));
        }
    }

    static KeyManager[] keys(String cert, String key) throws Exception {
        String body = Files.readString(Path.of(key)).replaceAll("-----[^-]*-----|\\s", "");
        PrivateKey k = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
        Certificate c = CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(Files.readAllBytes(Path.of(cert))));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", k, new char[0], new Certificate[] {c});
        KeyManagerFactory f = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        f.init(store, new char[0]);
        return f.getKeyManagers();
    }

    static String dial(int port, String host, String roots) {
        try (Socket plain = new Socket("127.0.0.1", port)) {
            plain.setSoTimeout(30000);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int n = 0;
            byte[] pem = Files.readAllBytes(Path.of(roots));
            for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                store.setCertificateEntry("root" + n++, c);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust.getTrustManagers(), null);
            try (SSLSocket s = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
                if (keys != null) {
                    s.setUseClientMode(false);
                    s.setNeedClientAuth(true);
                } else {
                    SSLParameters p = s.getSSLParameters();
                    p.setEndpointIdentificationAlgorithm("HTTPS");
                    s.setSSLParameters(p);
                }
                s.startHandshake();
            }
            return "ok";
        } catch (Throwable e) {
            StringBuilder out = new StringBuilder("no");
            for (Throwable t = e; t != null; t = t.getCause()) {
                out.append(" ").append(t.getClass().getSimpleName()).append(": ").append(String.valueOf(t.getMessage()).replace('\n', ' '));
            }
            return out.toString();
        }
    }
}
