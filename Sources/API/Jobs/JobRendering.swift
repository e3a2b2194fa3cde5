import JSON
import LedgerCore
import Payments

/// Jobs as callers see them.
extension JSONWriter {
  /// As the change that is the answer to a request left it: the same for ever, whenever it is asked for again.
  mutating func job(_ change: RecordChange, _ tag: LedgerTag) {
    guard let job = Job(change, tag, now: change.postedAt) else { preconditionFailure("a job was changed") }
    self.job(job, failure: nil)
  }

  /// `failure`: what was tried since its last change and could not be written into it.
  mutating func job(_ job: Job, failure: JobFailures.Failure?) {
    beginObject()
    key("job_id")
    id(job.id)
    key("status")
    string(job.state.rawValue)
    key("kind")
    string(job.kind.rawValue)
    if let purpose = job.purpose {
      key("purpose")
      string(purpose.rawValue)
    }
    if let record = job.record {
      key("record")
      text(record)
    }
    key("record_status")
    text(job.change.content.state)
    if let provider = job.provider {
      key("provider")
      string(provider.rawValue)
    }
    if let amount = job.amount {
      key("amount")
      integer(amount.amount)
      key("currency")
      currency(amount.currency)
    }
    key("tries")
    integer(job.tries + (failure?.count ?? 0))
    if let failure {
      error("not_kept", failure.reason)
    } else if let refusal = job.refusal {
      error(refusal.reason.rawValue, refusal.detail)
    }
    if let nextAt = job.nextAt {
      key("next_at")
      time(max(nextAt, failure?.until ?? nextAt))
    }
    key("overdue")
    bool(job.isOverdue)
    key("created_at")
    time(job.change.createdAt)
    key("updated_at")
    time(job.change.postedAt)
    key("sequence")
    integer(job.change.sequence)
    endObject()
  }

  private mutating func error(_ code: String, _ detail: Text) {
    key("error")
    beginObject()
    key("code")
    string(code)
    key("detail")
    text(detail)
    endObject()
  }
}
