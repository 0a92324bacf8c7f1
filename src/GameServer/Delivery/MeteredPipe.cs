using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace GameServer.Delivery;

/// <summary>A transport whose input is counted, and held back when its meter says so. Output passes through.</summary>
internal sealed class MeteredPipe(IDuplexPipe inner, ConnectionMeter meter, TimeProvider time) : IDuplexPipe
{
    public PipeReader Input { get; } = new MeteredReader(inner.Input, meter, time);

    public PipeWriter Output => inner.Output;

    private sealed class MeteredReader(PipeReader inner, ConnectionMeter meter, TimeProvider time) : PipeReader
    {
        // What the last read returned: how much of it was consumed is what counts.
        private ReadOnlySequence<byte> _read;

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            if (meter.Wait is var wait && wait > TimeSpan.Zero) return ReadLateAsync(wait, cancellationToken);
            var reading = inner.ReadAsync(cancellationToken);
            return reading.IsCompletedSuccessfully ? new(Keep(reading.Result)) : ReadSlowAsync(reading);
        }

        public override bool TryRead(out ReadResult result)
        {
            if (!inner.TryRead(out result)) return false;
            Keep(result);
            return true;
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            var bytes = _read.Slice(0, consumed).Length;
            _read = default;
            inner.AdvanceTo(consumed, examined);
            if (bytes > 0) meter.Count(bytes);
        }

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

        private ReadResult Keep(ReadResult result)
        {
            _read = result.Buffer;
            return result;
        }

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        private async ValueTask<ReadResult> ReadSlowAsync(ValueTask<ReadResult> reading) => Keep(await reading);

        // Five seconds at most, then it is flooding: a cancelled or completed read is noticed then.
        private async ValueTask<ReadResult> ReadLateAsync(TimeSpan wait, CancellationToken cancel)
        {
            for (; wait > TimeSpan.Zero; wait = meter.Wait) await Task.Delay(wait, time, cancel);
            return Keep(await inner.ReadAsync(cancel));
        }
    }
}
