/** Shapes of the AWS Glue Data Catalog API (2017-03-31), as far as Medallion reads them. Names and spelling are Glue's own. */

export interface Column {
  readonly Name: string;
  /** Hive type syntax: `array<struct<sku:string,qty:int>>`. */
  readonly Type?: string;
  readonly Comment?: string;
  readonly Parameters?: Parameters;
}

export type Parameters = Readonly<Record<string, string>>;

export interface SerDeInfo {
  readonly SerializationLibrary?: string;
  readonly Parameters?: Parameters;
}

export interface StorageDescriptor {
  readonly Columns?: readonly Column[];
  readonly Location?: string;
  readonly InputFormat?: string;
  readonly OutputFormat?: string;
  readonly SerdeInfo?: SerDeInfo;
  readonly Compressed?: boolean;
  readonly Parameters?: Parameters;
}

export interface Database {
  readonly Name: string;
  readonly Description?: string;
  readonly LocationUri?: string;
  readonly Parameters?: Parameters;
  readonly CatalogId?: string;
}

export interface Table {
  readonly DatabaseName: string;
  readonly Name: string;
  readonly Description?: string;
  readonly Owner?: string;
  readonly CreateTime?: string;
  readonly UpdateTime?: string;
  readonly TableType?: string;
  readonly StorageDescriptor?: StorageDescriptor;
  readonly PartitionKeys?: readonly Column[];
  readonly Parameters?: Parameters;
  /** Presto/Trino views keep base64 JSON here, between `/* Presto View: ` and ` *\/`. */
  readonly ViewOriginalText?: string;
  readonly ViewExpandedText?: string;
  readonly CatalogId?: string;
  readonly VersionId?: string;
  readonly TargetTable?: { readonly CatalogId?: string; readonly DatabaseName?: string; readonly Name?: string };
}

export interface Partition {
  readonly DatabaseName: string;
  readonly TableName: string;
  readonly Values: readonly string[];
  readonly StorageDescriptor?: StorageDescriptor;
  readonly Parameters?: Parameters;
}
