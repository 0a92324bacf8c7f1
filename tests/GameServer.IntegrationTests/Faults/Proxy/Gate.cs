namespace GameServer.IntegrationTests.Faults;

/// <summary>Open or closed; whoever comes while it is closed waits until it is opened. Any thread.</summary>
public sealed class Gate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the gate is open.</summary>
    public Task Opened
    {
        get
        {
            lock (_lock) return _opened.Task;
        }
    }

    /// <summary>Lets everybody through, now and later.</summary>
    public void Open()
    {
        lock (_lock) _opened.TrySetResult();
    }

    /// <summary>Lets nobody through from now on.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (_opened.Task.IsCompleted) _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
