namespace GameServer.Engine;

internal sealed partial class Room
{
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The node does not own the room any more: nothing that waits here will happen, and nobody is told that it did. Any thread.</summary>
    public void Lose()
    {
        _isLost = true;
        Wake();
    }

    /// <summary>The room goes to another node: it begins nothing any more, and completes when what it did is durable. Any thread.</summary>
    public Task LeaveAsync()
    {
        _isLeaving = true;
        Wake();
        return _left.Task;
    }

    private void Drop()
    {
        foreach (var work in _pending.SelectMany(turn => turn.Works)) work.Lose();
        Close(LoseMailbox);
        if (_hasGap) CutAll(); // who comes again finds the room as the journal has it, and has seen nothing else
    }

    private void PackUp()
    {
        Release();
        if (_pending.Count == 0) Close(LoseMailbox);
        else LoseMailbox();
    }

    /// <param name="answer">Ends what still waits in the mailbox; once the name is free, so that who looks the room up again finds the next one.</param>
    private void Close(Action answer)
    {
        _isClosed = true;
        SetTickClock(_lastTurnAt);
        _timer?.Dispose();
        foreach (var presence in _present.Values) presence.Rooms?.Remove(Name);
        _onClosed(this);
        answer();
        _left.TrySetResult();
    }

    private void LoseMailbox()
    {
        while (_mailbox.TryTake(out var work)) work.Lose();
    }

    private void CutAll()
    {
        foreach (var presence in _present.Values) presence.Attachment?.Session.Cut();
    }
}
