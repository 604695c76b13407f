using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace OnnxForge.Tests.Cli;

/// <summary>A client of HTTP that sends what it is told, when it is told, and reads nothing before.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient connection;

    public RawClient(ServedModels server) => connection = new TcpClient(server.Client.BaseAddress!.Host, server.Client.BaseAddress.Port);

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await connection.GetStream().WriteAsync(bytes);

    /// <summary>The status line and the body of the next answer.</summary>
    public async Task<(string Status, string Body)> ReadAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) head.Append((char)(await ReadAsync(1, limit.Token))[0]);
        var lines = head.ToString().Split("\r\n");
        const string Length = "Content-Length: ";
        var length = int.Parse(lines.Single(line => line.StartsWith(Length, StringComparison.Ordinal))[Length.Length..], CultureInfo.InvariantCulture);
        return (lines[0], Encoding.UTF8.GetString(await ReadAsync(length, limit.Token)));
    }

    public void Dispose() => connection.Dispose();

    private async Task<byte[]> ReadAsync(int count, CancellationToken cancellation)
    {
        var bytes = new byte[count];
        await connection.GetStream().ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }
}
