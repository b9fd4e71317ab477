-- VoidRequested: the order was cancelled while the gateway is asked. Voided: it was cancelled before there was
-- anything to capture; such a stream begins, and ends, with this entry.
ALTER TABLE ledger
  DROP CONSTRAINT ledger_type_check,
  ADD CONSTRAINT ledger_type_check CHECK (type IN (
    'CaptureRequested', 'Captured', 'Declined', 'RefundRequested', 'Refunded', 'VoidRequested', 'Voided'));
