namespace GameServer.Journals;

/// <summary>What the journal asks of the machine it runs on; a test answers in its place.</summary>
internal class JournalMachine
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>An id that changes with every boot; empty where the system has none.</summary>
    public virtual string BootId()
    {
        try
        {
            return File.Exists(BootIdFile) ? File.ReadAllText(BootIdFile).Trim() : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Bytes a user may still write to the disk under <paramref name="folder"/>.</summary>
    public virtual long FreeBytes(string folder) => new DriveInfo(folder).AvailableFreeSpace;
}
