using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

// Rows in arrays, copied into tensors once.
public abstract partial class DataSource
{
    /// <summary>Rows of a model with one input and one output.</summary>
    /// <param name="rows">Inputs <c>[rows, features]</c> and targets <c>[rows, outputs]</c>; they are copied.</param>
    public static implicit operator DataSource((float[,] X, float[,] Y) rows) => Rows(torch.tensor(rows.X), torch.tensor(rows.Y));

    /// <summary>Rows of a model with one input and one output number.</summary>
    /// <param name="rows">Inputs <c>[rows, features]</c> and one target a row, which becomes <c>[rows, 1]</c>; they are copied.</param>
    public static implicit operator DataSource((float[,] X, float[] Y) rows) => Rows(torch.tensor(rows.X), torch.tensor(rows.Y).reshape(-1, 1));

    /// <summary>Rows with class indices.</summary>
    /// <param name="rows">Inputs <c>[rows, features]</c> and one class a row, <c>[rows]</c>; they are copied.</param>
    public static implicit operator DataSource((float[,] X, long[] Y) rows) => Rows(torch.tensor(rows.X), torch.tensor(rows.Y));

    /// <summary>Rows of a model with one input and one output.</summary>
    /// <param name="rows">An array a row for inputs and targets; they are copied.</param>
    /// <exception cref="DataException">Rows differ in length.</exception>
    public static implicit operator DataSource((float[][] X, float[][] Y) rows) => Rows(Matrix("inputs", rows.X), Matrix("targets", rows.Y));

    /// <summary>Rows of a model with one input and one output number.</summary>
    /// <param name="rows">An array a row for inputs, and one target a row, which becomes <c>[rows, 1]</c>; they are copied.</param>
    /// <exception cref="DataException">Rows differ in length.</exception>
    public static implicit operator DataSource((float[][] X, float[] Y) rows) => Rows(Matrix("inputs", rows.X), torch.tensor(rows.Y).reshape(-1, 1));

    // The source alone holds these tensors, and it may outlive the scope in which it was made.
    private static RowSource Rows(Tensor x, Tensor y) => new([x.DetachFromDisposeScope()], [y.DetachFromDisposeScope()]);

    private static Tensor Matrix(string what, float[][] rows)
    {
        var columns = rows.Length == 0 ? 0 : rows[0].Length;
        for (var row = 0; row < rows.Length; row++)
        {
            if (rows[row].Length != columns)
                throw new DataException($"{what}, row {row}", $"{columns} values, as the first row has", $"{rows[row].Length}", "Give every row the same length, or pad it.");
        }
        return torch.tensor((float[])[.. rows.SelectMany(row => row)]).reshape(rows.Length, columns);
    }
}
