namespace GameServer.Engine;

/// <summary>Unwinds a step that was refused; the runtime turns it into a value at once, nothing above sees it.</summary>
internal sealed class RefusedException(string reason, string text, Exception? cause = null) : Exception(text, cause)
{
    public string Reason { get; } = reason;
}
