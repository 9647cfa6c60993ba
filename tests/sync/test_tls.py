"""The line under TLS: certificates are judged by the system's trust store, and a doubtful one is an interception."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hubtui.sync import client
from tests.server.serving import ServerProcess
from tests.sync.handing_in import enrol, hand_in, terminal


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that nobody has signed for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "server.pem", folder / "server.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate, private


def test_a_certificate_in_the_trust_store_is_taken_and_any_other_is_an_interception(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = self_signed(tmp_path)
    server = ServerProcess(tmp_path / "server", "--tls-cert", str(certificate), "--tls-key", str(key))
    workspace = terminal(tmp_path)

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    enrol(workspace, server.url, server.new_code())
    trusted = hand_in(workspace)
    monkeypatch.delenv("SSL_CERT_FILE")
    doubtful = hand_in(workspace)
    server.stop()

    assert server.url.startswith("https://127.0.0.1:")
    assert trusted.state == client.DONE
    assert doubtful.state == client.NOT_SERVER
