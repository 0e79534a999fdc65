"""The demo's mailbox: a real SMTP server on loopback that keeps what it gets, and pages to read it on."""
