using System.Threading.Channels;

namespace GameServer.Client;

/// <summary>Wakes one waiter; a signal before the wait is not lost, two before it count as one. Setting never runs the waiter inline.</summary>
internal sealed class Signal
{
    private readonly Channel<bool> _set = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _set.Writer.TryWrite(true);

    public async ValueTask WaitAsync(CancellationToken cancel) => await _set.Reader.ReadAsync(cancel);
}
