namespace OnnxForge.Export;

internal sealed partial class LoweringContext
{
    /// <summary>The rows and columns of a matrix, or of each matrix of a batch, which an unrolled algorithm must know.</summary>
    /// <exception cref="LoweringRefusedException">They are dynamic, or the smaller one is above the limit.</exception>
    public static (int Rows, int Columns) MatrixSize(IReadOnlyList<Dimension> shape, int limit)
    {
        var (rows, columns) = (Fixed(shape[^2]), Fixed(shape[^1]));
        if (Math.Min(rows, columns) > limit) throw Refuse($"a matrix of {rows} x {columns}, whose algorithm is unrolled for matrices of which one side is at most {limit}");
        if (rows == 0 || columns == 0) throw Refuse("a matrix without elements");
        return ((int)rows, (int)columns);
    }

    /// <summary>Rows and columns of a matrix, each from a first one up to, not including, an end.</summary>
    public Value Block(Value matrix, int row, int rowEnd, int column, int columnEnd) =>
        Op("Slice", [matrix, Int64s(row, column), Int64s(rowEnd, columnEnd), Int64s(-2, -1), Int64s(1, 1)]);

    /// <summary>The matrices of a batch with rows and columns exchanged.</summary>
    public Value TransposeMatrix(Value matrix, int rank) => Transpose(matrix, [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]);

    /// <summary>The diagonal of a square matrix as a column.</summary>
    public Value DiagonalColumn(Value matrix, int size) => SumAlong(Where(Mask(size, size, (r, c) => r == c), matrix, Scalar(0, matrix.Type)), -1);

    /// <summary>The sum along one dimension, which stays with the size 1.</summary>
    public Value SumAlong(Value value, int axis) => ReductionLowerings.ReduceOver(this, "ReduceSum", value, [axis], keep: true);

    /// <summary>A constant of true and false, by row and column.</summary>
    public Value Mask(int rows, int columns, Func<int, int, bool> chosen) =>
        Numbers(Enumerable.Range(0, rows).SelectMany(_ => Enumerable.Range(0, columns), (r, c) => chosen(r, c) ? 1.0 : 0.0), DataType.Bool, rows, columns);

    /// <summary>A constant with ones on the diagonal.</summary>
    public Value IdentityMatrix(int rows, int columns, DataType type) =>
        Numbers(Enumerable.Range(0, rows).SelectMany(_ => Enumerable.Range(0, columns), (r, c) => r == c ? 1.0 : 0.0), type, rows, columns);

    /// <summary>The elements that a mask chooses, and zeros.</summary>
    public Value Chosen(Value mask, Value values) => Where(mask, values, Scalar(0, values.Type));

    /// <summary>The place from 1 of the first true flag of a column, and 0 where there is none, as libtorch's <c>info</c>.</summary>
    public Value FirstFlag(Value column)
    {
        var flags = Cast(column, DataType.Int32);
        var any = ReductionLowerings.ReduceOver(this, "ReduceMax", flags, [-2], keep: true);
        var place = Cast(Op("ArgMax", [flags], [new IntAttribute("axis", -2)], DataType.Int64), DataType.Int32);
        return Squeeze(Multiply(any, Add(place, Scalar(1, DataType.Int32))), -2, -1);
    }
}
